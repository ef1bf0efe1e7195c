package io.magpie.examples.redis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.KeyValue;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.magpie.examples.redis.server.RunningServer.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;

/// The clients that Java programs use, Jedis and Lettuce, believe that this is a Redis.
class RedisClientsTest {

    private static final int PATIENCE_SECONDS = 60;

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void jedis_usesEveryType(RedisProtocol protocol) throws Exception {
        try (RunningServer server = RunningServer.start(Kind.ONE_WORKER);
                Jedis jedis = jedis(server, protocol)) {
            assertThat(jedis.set("string", "1", SetParams.setParams().ex(100))).isEqualTo("OK");
            assertThat(jedis.incrBy("string", 41)).isEqualTo(42);
            assertThat(jedis.ttl("string")).isBetween(1L, 100L);
            assertThat(jedis.rpush("list", "a", "b", "c")).isEqualTo(3);
            assertThat(jedis.lrange("list", 0, -1)).containsExactly("a", "b", "c");
            assertThat(jedis.sadd("set", "x", "y")).isEqualTo(2);
            assertThat(jedis.smembers("set")).containsExactlyInAnyOrder("x", "y");
            assertThat(jedis.hset("hash", Map.of("f", "1", "g", "2"))).isEqualTo(2);
            assertThat(jedis.hgetAll("hash")).isEqualTo(Map.of("f", "1", "g", "2"));
            assertThat(jedis.zadd("sorted", Map.of("one", 1.0, "two", 2.5))).isEqualTo(2);
            assertThat(jedis.zrangeWithScores("sorted", 0, -1).getLast().getScore())
                    .isEqualTo(2.5);
            assertThat(jedis.zscore("sorted", "one")).isEqualTo(1.0);
            assertThat(jedis.keys("s*")).containsExactlyInAnyOrder("string", "set", "sorted");
            assertThat(jedis.scan("0", new ScanParams().match("l*").count(100)).getResult())
                    .containsExactly("list");
            assertThat(jedis.type("hash")).isEqualTo("hash");
            assertThatThrownBy(() -> jedis.incr("list"))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessageStartingWith("WRONGTYPE");
            assertThat(jedis.dbSize()).isEqualTo(5);
            assertThat(jedis.flushAll()).isEqualTo("OK");
        }
    }

    @Test
    void jedis_pipelines_transacts_andBlocks() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.TWO_WORKERS);
                Jedis jedis = jedis(server, RedisProtocol.RESP2);
                Jedis other = jedis(server, RedisProtocol.RESP2)) {
            List<Response<Long>> answers = new ArrayList<>();
            try (Pipeline pipeline = jedis.pipelined()) {
                for (int i = 0; i < 1_000; i++) {
                    answers.add(pipeline.incr("counter"));
                }
            }
            assertThat(answers.getLast().get()).isEqualTo(1_000);

            jedis.watch("counter");
            try (Transaction transaction = jedis.multi()) {
                transaction.incr("counter");
                other.incr("counter");
                assertThat(transaction.exec()).isNull();
            }
            try (Transaction transaction = jedis.multi()) {
                transaction.incr("counter");
                transaction.get("counter");
                assertThat(transaction.exec()).isEqualTo(List.of(1_002L, "1002"));
            }

            CompletableFuture<List<String>> popped =
                    CompletableFuture.supplyAsync(() -> jedis.blpop(30, "queue"), Thread::startVirtualThread);
            other.rpush("queue", "element");
            assertThat(popped.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).containsExactly("queue", "element");
        }
    }

    @Test
    void jedis_listensToPatterns_andPoolsConnections() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.ONE_WORKER);
                JedisPool pool = new JedisPool("127.0.0.1", server.port());
                Jedis publisher = pool.getResource()) {
            CountDownLatch subscribed = new CountDownLatch(1);
            BlockingQueue<String> messages = new LinkedBlockingQueue<>();
            JedisPubSub listener = new JedisPubSub() {
                @Override
                public void onPSubscribe(String pattern, int channels) {
                    subscribed.countDown();
                }

                @Override
                public void onPMessage(String pattern, String channel, String message) {
                    messages.add(pattern + " " + channel + " " + message);
                    punsubscribe();
                }
            };
            CompletableFuture<Void> listening = CompletableFuture.runAsync(
                    () -> {
                        try (Jedis subscriber = pool.getResource()) {
                            subscriber.psubscribe(listener, "news.*");
                            assertThat(subscriber.ping()).isEqualTo("PONG"); // and is an ordinary connection again
                        }
                    },
                    Thread::startVirtualThread);
            assertThat(subscribed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            publisher.publish("news.tech", "hello");
            assertThat(messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("news.* news.tech hello");
            listening.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void lettuce_usesEveryType_andTransacts(ProtocolVersion version) throws Exception {
        try (RunningServer server = RunningServer.start(Kind.TWO_WORKERS)) {
            RedisClient client = lettuce(server, version);
            try (StatefulRedisConnection<String, String> connection = client.connect()) {
                RedisCommands<String, String> redis = connection.sync();
                assertThat(redis.set("string", "1", SetArgs.Builder.nx().px(100_000)))
                        .isEqualTo("OK");
                assertThat(redis.incrbyfloat("string", 0.5)).isEqualTo(1.5);
                assertThat(redis.rpush("list", "a", "b")).isEqualTo(2);
                assertThat(redis.lrange("list", 0, -1)).containsExactly("a", "b");
                assertThat(redis.blpop(30, "list")).isEqualTo(KeyValue.just("list", "a"));
                assertThat(redis.sadd("set", "x", "y")).isEqualTo(2);
                assertThat(redis.smembers("set")).isEqualTo(Set.of("x", "y"));
                assertThat(redis.hset("hash", Map.of("f", "1"))).isEqualTo(1);
                assertThat(redis.hgetall("hash")).isEqualTo(Map.of("f", "1"));
                assertThat(redis.zadd("sorted", 1.5, "one")).isEqualTo(1);
                assertThat(redis.zrangeWithScores("sorted", 0, -1)).containsExactly(ScoredValue.just(1.5, "one"));
                assertThat(redis.zrangebyscore("sorted", Range.create(1, 2))).containsExactly("one");
                assertThat(redis.bzpopmin(30, "sorted").getValue()).isEqualTo(ScoredValue.just(1.5, "one"));
                redis.multi();
                redis.set("a", "1");
                redis.get("a");
                assertThat(redis.exec().stream().toList()).isEqualTo(List.of("OK", "1"));
                assertThat(redis.configGet("maxclients")).containsEntry("maxclients", "10000");
                assertThat(redis.info()).contains("redis_mode:standalone");
            } finally {
                client.shutdown(0, 0, TimeUnit.SECONDS);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void lettuce_pipelines_andListens(ProtocolVersion version) throws Exception {
        try (RunningServer server = RunningServer.start(Kind.ONE_WORKER)) {
            RedisClient client = lettuce(server, version);
            try (StatefulRedisConnection<String, String> connection = client.connect();
                    StatefulRedisPubSubConnection<String, String> listening = client.connectPubSub()) {
                RedisAsyncCommands<String, String> redis = connection.async();
                List<Future<Long>> answers = new ArrayList<>();
                for (int i = 0; i < 1_000; i++) {
                    answers.add(redis.incr("counter"));
                }
                assertThat(answers.getLast().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isEqualTo(1_000);

                BlockingQueue<String> messages = new LinkedBlockingQueue<>();
                listening.addListener(new RedisPubSubAdapter<>() {
                    @Override
                    public void message(String channel, String message) {
                        messages.add(channel + " " + message);
                    }

                    @Override
                    public void message(String pattern, String channel, String message) {
                        messages.add(pattern + " " + channel + " " + message);
                    }
                });
                listening.sync().subscribe("channel");
                listening.sync().psubscribe("chan*");
                assertThat(redis.publish("channel", "hello").get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isEqualTo(2);
                assertThat(messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("channel hello");
                assertThat(messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("chan* channel hello");
            } finally {
                client.shutdown(0, 0, TimeUnit.SECONDS);
            }
        }
    }

    private static Jedis jedis(RunningServer server, RedisProtocol protocol) {
        return new Jedis(
                new HostAndPort("127.0.0.1", server.port()),
                DefaultJedisClientConfig.builder().protocol(protocol).build());
    }

    private static RedisClient lettuce(RunningServer server, ProtocolVersion version) {
        RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
        client.setOptions(io.lettuce.core.ClientOptions.builder()
                .protocolVersion(version)
                .autoReconnect(false)
                .build());
        return client;
    }
}
