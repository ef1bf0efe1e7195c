package io.magpie.examples.weaving.proofs;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.LocalVariable;
import com.sun.jdi.Location;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.LocatableEvent;
import com.sun.jdi.event.StepEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.StepRequest;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A debugger in small: launches a program, stops it at lines, steps, and reads locals.
final class Debugger implements AutoCloseable {

    private static final long ANSWER_MILLIS = 60_000;

    /// Where the program stands.
    record Stop(ThreadReference thread, Location location, Map<String, String> locals) {
        int line() {
            return location.lineNumber();
        }
    }

    private final VirtualMachine machine;
    private final String program;
    private final Queue<Event> events = new ArrayDeque<>();
    private @Nullable EventSet current;

    private Debugger(VirtualMachine machine, String program) {
        this.machine = machine;
        this.program = program;
    }

    /// Launches `program`, found in `classes`, to stop at each of the lines.
    static Debugger launch(Path classes, String program, String argument, Set<Integer> lines) throws Exception {
        LaunchingConnector connector = Bootstrap.virtualMachineManager().defaultConnector();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("main").setValue(program + " " + argument);
        arguments
                .get("options")
                .setValue("-cp \"" + classes + File.pathSeparator + System.getProperty("java.class.path") + "\"");
        Debugger debugger = new Debugger(connector.launch(arguments), program);
        ClassPrepareRequest prepared = debugger.machine.eventRequestManager().createClassPrepareRequest();
        prepared.addClassFilter(program);
        prepared.enable();
        if (!(debugger.next() instanceof ClassPrepareEvent event)) {
            throw new AssertionError(program + " was not loaded");
        }
        for (int line : lines) {
            debugger.stopAt(event.referenceType(), line);
        }
        return debugger;
    }

    private void stopAt(ReferenceType type, int line) throws Exception {
        for (Location location : type.locationsOfLine(line)) {
            machine.eventRequestManager().createBreakpointRequest(location).enable();
        }
    }

    /// Goes on to the next line to stop at; null when the program has ended.
    @Nullable
    Stop resume() throws Exception {
        return next() instanceof BreakpointEvent event ? stop(event) : null;
    }

    /// Steps over the line at which the program stands.
    Stop stepOver(Stop from) throws Exception {
        StepRequest step = machine.eventRequestManager()
                .createStepRequest(from.thread(), StepRequest.STEP_LINE, StepRequest.STEP_OVER);
        step.addCountFilter(1);
        step.enable();
        try {
            return switch (next()) {
                case StepEvent event -> stop(event);
                case BreakpointEvent event -> stop(event);
                case null, default -> throw new AssertionError("the step did not end");
            };
        } finally {
            machine.eventRequestManager().deleteEventRequest(step);
        }
    }

    /// The next event that matters; null when the program has ended.
    private @Nullable Event next() throws InterruptedException {
        while (true) {
            Event event = events.poll();
            if (event instanceof LocatableEvent || event instanceof ClassPrepareEvent) {
                return event;
            }
            if (event instanceof VMDisconnectEvent) {
                return null;
            }
            if (event == null) {
                if (current != null) {
                    current.resume();
                }
                current = machine.eventQueue().remove(ANSWER_MILLIS);
                if (current == null) {
                    throw new AssertionError(program + " has not stopped for " + ANSWER_MILLIS + " ms");
                }
                events.addAll(current);
            }
        }
    }

    private static Stop stop(LocatableEvent event) throws Exception {
        Map<String, String> locals = new TreeMap<>();
        StackFrame frame = event.thread().frame(0);
        try {
            for (LocalVariable variable : frame.visibleVariables()) {
                locals.put(variable.name(), String.valueOf(frame.getValue(variable)));
            }
        } catch (AbsentInformationException e) {
            return new Stop(event.thread(), event.location(), Map.of()); // a class without debug data
        }
        return new Stop(event.thread(), event.location(), locals);
    }

    /// Ends the program.
    @Override
    public void close() {
        machine.process().destroyForcibly().onExit().join();
    }
}
