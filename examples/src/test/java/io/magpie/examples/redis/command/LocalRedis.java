package io.magpie.examples.redis.command;

import io.magpie.examples.redis.protocol.Reply;
import io.magpie.examples.redis.store.Database;
import io.magpie.examples.redis.store.Effects;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// The commands of this package on a database of their own.
final class LocalRedis {

    final Database database;
    final CommandTable table = CommandTable.standard();
    final Reply reply = new Reply(1024);
    final Call call;

    LocalRedis() {
        this(InstantSource.system(), Effects.NONE);
    }

    LocalRedis(InstantSource clock, Effects effects) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(42);
        database = new Database(clock, random, effects);
        call = new Call(database, table);
    }

    /// The bytes of the answer.
    byte[] run(byte[][] args) {
        reply.clear();
        Command command = table.resolve(args, reply);
        if (command != null) {
            call.beginWithoutBlocking(Session.NONE, reply, args);
            command.run(call);
        }
        return reply.toByteArray();
    }

    /// The answer, as one line, to a command of the append-only file.
    String replay(String line) {
        byte[][] args = Transcript.decode(line);
        reply.clear();
        Command command = table.resolve(args, reply);
        call.beginReplayed(reply, args);
        command.run(call);
        return Answers.line(args, reply.toByteArray());
    }

    /// The answer as one line, to a command as [Transcript] writes it.
    String ask(String words) {
        byte[][] args = Transcript.decode(words);
        return Answers.line(args, run(args));
    }
}
