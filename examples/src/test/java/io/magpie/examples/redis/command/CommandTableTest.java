package io.magpie.examples.redis.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandTableTest {

    private final LocalRedis redis = new LocalRedis();

    @Test
    void anErrorTakesThePlaceOfTheAnswerBegun() {
        redis.table.add(new Command("half", 1, Keys.NONE, call -> {
            call.reply().array(2);
            call.reply().ok();
            throw new CommandException("ERR no more");
        }));
        assertThat(redis.ask("HALF")).isEqualTo("-ERR no more");
    }

    @Test
    void aLaterCommandOfTheSameNameTakesThePlaceOfTheEarlier() {
        int before = redis.table.commands().size();
        redis.table.add(new Command("get", 1, Keys.NONE, call -> call.reply().ok()));
        assertThat(redis.ask("gEt")).isEqualTo("+OK");
        assertThat(redis.table.commands()).hasSize(before);
    }

    @Test
    void everyCommandIsFoundByItsName() {
        for (Command command : redis.table.commands()) {
            assertThat(redis.table.find(RandomCommands.bytes(command.name()))).isSameAs(command);
        }
        assertThat(redis.table.find(RandomCommands.bytes("ge"))).isNull();
        assertThat(redis.table.find(RandomCommands.bytes(""))).isNull();
    }
}
