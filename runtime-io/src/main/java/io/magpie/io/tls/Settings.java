package io.magpie.io.tls;

import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/// What connectors and acceptors have in common. An empty list leaves the choice to the context.
record Settings(
        SSLContext context,
        List<String> protocols,
        List<String> cipherSuites,
        List<String> applicationProtocols,
        boolean tasksBlock,
        Consumer<SSLEngine> engineSettings) {

    static Settings of(SSLContext context) {
        return new Settings(context, List.of(), List.of(), List.of(), false, _ -> {});
    }

    Settings withProtocols(List<String> names) {
        return new Settings(context, names, cipherSuites, applicationProtocols, tasksBlock, engineSettings);
    }

    Settings withCipherSuites(List<String> names) {
        return new Settings(context, protocols, names, applicationProtocols, tasksBlock, engineSettings);
    }

    Settings withApplicationProtocols(List<String> names) {
        return new Settings(context, protocols, cipherSuites, names, tasksBlock, engineSettings);
    }

    Settings withBlockingTasks(boolean block) {
        return new Settings(context, protocols, cipherSuites, applicationProtocols, block, engineSettings);
    }

    Settings withEngineSettings(Consumer<SSLEngine> last) {
        return new Settings(context, protocols, cipherSuites, applicationProtocols, tasksBlock, last);
    }

    void apply(SSLParameters parameters) {
        if (!protocols.isEmpty()) {
            parameters.setProtocols(protocols.toArray(String[]::new));
        }
        if (!cipherSuites.isEmpty()) {
            parameters.setCipherSuites(cipherSuites.toArray(String[]::new));
        }
        if (!applicationProtocols.isEmpty()) {
            parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
        }
    }
}
