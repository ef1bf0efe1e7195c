package io.magpie.benchmarks.echo;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Where a server's processor time goes: samples of call stacks, sorted into a few parts.
///
/// The frame nearest to the leaf that belongs to a part decides. So what the kernel does counts for the system call, and
/// what a lock costs counts for who takes it.
final class Profile {

    /// A part of the processor time, and what the names of its frames begin with.
    enum Part {
        READ("read(2)", "sun/nio/ch/SocketDispatcher.read", "io/netty/channel/unix/Socket.recv"),
        WRITE("write(2)", "sun/nio/ch/SocketDispatcher.write", "sun/nio/ch/UnixFileDispatcherImpl.write"),
        SEND("send(2)", "io/netty/channel/unix/Socket.send", "io/netty/channel/unix/FileDescriptor.write"),
        EPOLL_WAIT("epoll_wait(2)", "sun/nio/ch/EPoll.wait", "io/netty/channel/epoll/Native.epollWait"),
        EPOLL_CTL("epoll_ctl(2)", "sun/nio/ch/EPoll.ctl", "io/netty/channel/epoll/Native.epollCtl"),
        WAKING(
                "sleeping and waking: futex(2), eventfd(2)",
                "jdk/internal/misc/Unsafe.park",
                "jdk/internal/misc/Unsafe.unpark",
                "sun/nio/ch/EventFD",
                "sun/nio/ch/IOUtil.drain",
                "io/netty/channel/epoll/Native.eventFd"),
        SELECTOR(
                "the JDK's selector",
                "sun/nio/ch/EPollSelectorImpl",
                "sun/nio/ch/SelectorImpl",
                "sun/nio/ch/SelectionKey"),
        CHANNEL("the JDK's channels and pollers", "sun/nio/", "java/nio/", "java/net/"),
        NETTY("Netty", "io/netty/"),
        VIRTUAL_THREADS(
                "virtual threads and their scheduler",
                "java/lang/VirtualThread",
                "jdk/internal/vm/",
                "java/util/concurrent/ForkJoin"),
        IO("Magpie's streams and driver", "io/magpie/io/"),
        SCHEDULER(
                "Magpie's scheduler and tasks",
                "io/magpie/internal/",
                "io/magpie/task/",
                "io/magpie/future/",
                "io/magpie/Async"),
        PROGRAM("the server's own code", "io/magpie/examples/", "io/magpie/benchmarks/"),
        JVM("the JVM: compiler, collector, and what no frame explains");

        /// For a table.
        final String title;

        private final List<String> prefixes;

        Part(String title, String... prefixes) {
            this.title = title;
            this.prefixes = List.of(prefixes);
        }

        private boolean has(String frame) {
            return prefixes.stream().anyMatch(frame::startsWith);
        }

        /// The part of a stack, whose frames are separated by semicolons, the leaf last.
        static Part of(String stack) {
            String[] frames = stack.split(";", -1);
            for (int i = frames.length - 1; i >= 0; i--) {
                for (Part part : values()) {
                    if (part.has(frames[i])) {
                        return part;
                    }
                }
            }
            return JVM;
        }
    }

    private final Map<Part, Long> samples = new EnumMap<>(Part.class);
    private long total;

    /// Reads lines of the form `frame;frame;leaf COUNT`.
    ///
    /// @param lines of a "collapsed" profile
    /// @return the profile
    static Profile of(List<String> lines) {
        Profile profile = new Profile();
        for (String line : lines) {
            int space = line.lastIndexOf(' ');
            profile.add(Part.of(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
        }
        return profile;
    }

    private void add(Part part, long count) {
        samples.merge(part, count, Long::sum);
        total += count;
    }

    /// How many samples there are.
    long total() {
        return total;
    }

    /// The share of a part, 0 to 1.
    double share(Part part) {
        return total == 0 ? 0 : samples.getOrDefault(part, 0L) / (double) total;
    }
}
