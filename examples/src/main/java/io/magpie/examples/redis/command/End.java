package io.magpie.examples.redis.command;

import io.magpie.examples.redis.store.ListValue;

/// An end of a list.
enum End {
    LEFT {
        @Override
        void push(ListValue list, byte[] element) {
            list.addFirst(element);
        }

        @Override
        byte[] pop(ListValue list) {
            return list.removeFirst();
        }
    },
    RIGHT {
        @Override
        void push(ListValue list, byte[] element) {
            list.addLast(element);
        }

        @Override
        byte[] pop(ListValue list) {
            return list.removeLast();
        }
    };

    abstract void push(ListValue list, byte[] element);

    abstract byte[] pop(ListValue list);

    /// The end that an argument names.
    static End of(byte[] word) throws CommandException {
        for (End end : values()) {
            if (Words.equal(word, end.name())) {
                return end;
            }
        }
        throw CommandException.syntax();
    }
}
