package io.magpie.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A Markdown table whose columns also line up in a terminal.
public final class Table {

    private final List<String[]> rows = new ArrayList<>();

    /// A table with its first line.
    ///
    /// @param head the cells of the first line
    public Table(String... head) {
        rows.add(head);
    }

    /// Adds a line.
    ///
    /// @param cells as many as the first line has
    public void row(String... cells) {
        rows.add(cells);
    }

    @Override
    public String toString() {
        int columns = rows.getFirst().length;
        int[] widths = new int[columns];
        Arrays.fill(widths, 3);
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                // The first column is text; the others are numbers, which read best when they end together.
                String format = i == 0 ? "| %-" + widths[i] + "s " : "| %" + widths[i] + "s ";
                text.append(String.format(format, row[i]));
            }
            text.append("|\n");
            if (row == rows.getFirst()) {
                for (int i = 0; i < columns; i++) {
                    text.append('|').append(i == 0 ? "-".repeat(widths[i] + 2) : "-".repeat(widths[i] + 1) + ":");
                }
                text.append("|\n");
            }
        }
        return text.toString();
    }
}
