package io.magpie.examples.guide;

import static io.magpie.Async.async;
import static io.magpie.Async.await;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.spi.AsyncFrame;
import io.magpie.sync.Receiver;
import org.jspecify.annotations.Nullable;

/// One function three times: as an async block, as what the weaver makes of that, and as a future written by hand.
final class WhatAwaitBecomes {

    private WhatAwaitBecomes() {}

    // @start region="block"
    /// The sum of the numbers that are received, until the channel ends.
    static Future<Integer> sum(Receiver<Integer> numbers) {
        return async(() -> {
            int sum = 0;
            while (true) {
                Integer number = await(numbers.recv());
                if (number == null) {
                    return sum;
                }
                sum += number;
            }
        });
    }
    // @end

    // @start region="call"
    /// What is left of the method: it makes the frame.
    static Future<Integer> wovenSum(Receiver<Integer> numbers) {
        return new SumFrame(numbers);
    }
    // @end

    // @start region="frame"
    /// The frame: what the block captured, and what it must remember while it is suspended.
    static final class SumFrame extends AsyncFrame<Integer> {
        private final Receiver<Integer> numbers; // captured
        private int sum; // lives across the await

        SumFrame(Receiver<Integer> numbers) {
            super(VERSION);
            this.numbers = numbers;
        }

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            return asyncSum(this, cx);
        }
    }
    // @end

    // @start region="woven"
    /// The block, which stayed in its class. The weaver jumps into the loop; Java has no such jump, hence `resumed`.
    @SuppressWarnings("NullAway") // a suspended frame awaits something
    private static @Nullable Object asyncSum(SumFrame frame, Context cx) throws Exception {
        int state = frame.state;
        frame.state = AsyncFrame.ENDED; // if it is polled meanwhile, or after a failure
        int sum = 0;
        Object resumed = Poll.PENDING;
        switch (state) {
            case AsyncFrame.START -> {}
            case 1 -> {
                resumed = frame.awaiting.poll(cx); // first what it waits for; nothing was restored yet
                if (resumed == Poll.PENDING) {
                    frame.state = 1;
                    return Poll.PENDING;
                }
                frame.awaiting = null;
                sum = frame.sum;
            }
            default -> throw frame.refused();
        }
        while (true) {
            Object received = resumed;
            resumed = Poll.PENDING;
            if (received == Poll.PENDING) {
                Future<@Nullable Integer> next = frame.numbers.recv();
                received = next.poll(cx);
                if (received == Poll.PENDING) {
                    frame.sum = sum;
                    frame.awaiting = next;
                    frame.state = 1;
                    return Poll.PENDING;
                }
            }
            Integer number = (Integer) received;
            if (number == null) {
                return sum;
            }
            sum += number;
        }
    }
    // @end

    // @start region="byHand"
    /// The same as one would write it.
    static final class Sum implements Future<Integer> {
        private final Receiver<Integer> numbers;
        private @Nullable Future<@Nullable Integer> next; // the receive under way
        private int sum;
        private boolean ended;

        Sum(Receiver<Integer> numbers) {
            this.numbers = numbers;
        }

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            if (ended) {
                throw new IllegalStateException("polled after it had finished");
            }
            while (true) {
                if (next == null) {
                    next = numbers.recv();
                }
                Object received = next.poll(cx);
                if (received == Poll.PENDING) {
                    return Poll.PENDING;
                }
                next = null;
                if (received == null) {
                    ended = true;
                    return sum;
                }
                sum += (Integer) received;
            }
        }

        @Override
        public @Nullable Object drop(Context cx) throws Exception {
            ended = true;
            return next == null ? Poll.CANCELLED : next.drop(cx);
        }
    }
    // @end
}
