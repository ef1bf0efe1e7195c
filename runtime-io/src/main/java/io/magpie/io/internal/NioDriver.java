package io.magpie.io.internal;

import io.magpie.spi.IoDriver;
import io.magpie.spi.IoHost;
import java.io.IOException;

/// The driver on [java.nio.channels.Selector]: works everywhere, needs no native access.
public final class NioDriver implements IoDriver {

    /// Found by [java.util.ServiceLoader].
    public NioDriver() {}

    @Override
    public String name() {
        return "nio";
    }

    @Override
    public NioPoller open(IoHost host) throws IOException {
        return new NioPoller(host);
    }

    @Override
    public String toString() {
        return "IoDriver[nio]";
    }
}
