package io.magpie.weaver;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where in a block's method its local variables have their values: for the table that debuggers read.
final class Variables {

    /// From the instruction at `start` to before that at `end`.
    record Range(Label start, Label end) {}

    private final MethodCode code;
    private final Visibility visibility;
    private final CodeBuilder out;

    /// Labels at instructions where a variable begins or ends to be visible.
    private final Map<Integer, Label> boundaries = new HashMap<>();

    Variables(Analysis analysis, CodeBuilder out) {
        code = analysis.code();
        visibility = new Visibility(code, analysis.live(), analysis.suspensions());
        this.out = out;
    }

    /// The parts of a variable's scope in which it has its value.
    List<Range> ranges(int slot, Label start, Label end) {
        List<Range> ranges = new ArrayList<>();
        int last = code.positionOf(end);
        int from = -1;
        for (int i = code.positionOf(start); i <= last; i++) {
            boolean visible = i < last && visibility.isVisible(slot, i);
            if (visible && from < 0) {
                from = i;
            } else if (!visible && from >= 0) {
                ranges.add(new Range(boundary(from), boundary(i)));
                from = -1;
            }
        }
        return ranges;
    }

    private Label boundary(int index) {
        return boundaries.computeIfAbsent(index, _ -> out.newLabel());
    }

    /// Binds the label at an instruction, if there is one.
    void bind(int index) {
        Label boundary = boundaries.get(index);
        if (boundary != null) {
            out.labelBinding(boundary);
        }
    }
}
