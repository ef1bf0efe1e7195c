package io.magpie.examples;

import io.magpie.future.Future;
import io.magpie.sync.Channel;
import io.magpie.sync.ClosedException;
import io.magpie.sync.Notify;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Who is in the chat. What is said reaches all of them in the same order.
///
/// Its methods may be called from any worker. They hold a lock, for as long as it takes to put a line into every outbox,
/// and never while anybody waits.
final class ChatRoom {

    /// Somebody in the room.
    static final class Member {
        private final String name;
        private final Channel<String> outbox;
        private final Notify thrownOut = new Notify();

        private Member(String name, int outboxSize) {
            this.name = name;
            this.outbox = Channel.bounded(outboxSize);
        }

        String name() {
            return name;
        }

        /// The next line to send; null when there are no more, because the member has left or the room is closed.
        Future<@Nullable String> nextLine() {
            return outbox.receiver().recv();
        }

        /// Ends when the member has left or the room is closed.
        Future<@Nullable Void> left() {
            return outbox.sender().closed();
        }

        /// Ends when the member was thrown out.
        Future<@Nullable Void> thrownOut() {
            return thrownOut.notified();
        }

        private boolean offer(String line) {
            try {
                return outbox.sender().trySend(line);
            } catch (ClosedException left) {
                return true;
            }
        }

        private void close() {
            outbox.sender().close();
        }
    }

    private final int outboxSize;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private boolean closed;

    /// An empty room, in which up to `outboxSize` lines wait for a member to read them.
    ChatRoom(int outboxSize) {
        this.outboxSize = outboxSize;
    }

    /// Lets somebody in. Returns null if the name is taken, or the room is closed.
    synchronized @Nullable Member enter(String name) {
        if (closed || members.containsKey(name)) {
            return null;
        }
        Member member = new Member(name, outboxSize);
        member.offer("* Here are: " + (members.isEmpty() ? "nobody else" : names()));
        tell("* " + name + " has come");
        members.put(name, member);
        return member;
    }

    /// Says something to everybody.
    synchronized void say(Member member, String text) {
        if (members.get(member.name()) == member) {
            tell(member.name() + ": " + text);
        }
    }

    /// Tells one member who is here.
    synchronized void tellWhoIsHere(Member member) {
        member.offer("* Here are: " + names());
    }

    /// Lets somebody go. What was said before can still be read.
    synchronized void leave(Member member) {
        if (members.remove(member.name(), member)) {
            member.close();
            tell("* " + member.name() + " has gone");
        }
    }

    /// Lets everybody go, and nobody in.
    synchronized void close() {
        closed = true;
        tell("* The server ends");
        members.values().forEach(Member::close);
        members.clear();
    }

    /// Puts a line into every outbox. Who has no room for it reads too slowly, and is thrown out: the others must not wait
    /// for one of them, and memory is bounded.
    private void tell(String line) {
        Queue<String> lines = new ArrayDeque<>(List.of(line));
        for (String next; (next = lines.poll()) != null; ) {
            for (Member member : List.copyOf(members.values())) {
                if (!member.offer(next)) {
                    members.remove(member.name());
                    member.thrownOut.notifyOne();
                    lines.add("* " + member.name() + " reads too slowly, and was thrown out");
                }
            }
        }
    }

    private String names() {
        return String.join(", ", members.keySet());
    }
}
