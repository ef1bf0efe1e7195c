package io.magpie.examples.redis.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Random commands from templates: `{a|b|}` chooses, `$x` is an argument of a kind. A few are damaged on purpose.
///
/// No command's answer depends on chance or on the time of day, so that two servers which are given the same commands
/// must answer the same.
final class RandomCommands {

    private static final String[] TEMPLATES = """
            GET $k
            GET $k
            SET $k $v
            SET $k $v
            SET $k $v
            SET $k $n
            SET $k $v {NX|XX|GET|KEEPTTL|NX GET|XX GET|NX XX|EX $no|PX 180000000|EX 120000|EXAT $t|EX 100000 KEEPTTL|PXAT $tm|PXAT $tm GET|EX}
            SETNX $k $v
            SETEX $k {100000|$no} $v
            PSETEX $k {150000000|$no} $v
            GETSET $k $v
            GETDEL $k
            GETEX $k {|PERSIST|EXAT $t|PXAT $tm|EX $no|EX 100000|FOO|EX 1 PERSIST}
            MGET $k $k $k
            MSET $k $v $k $v
            MSET $k $v $k
            MSETNX $k $v $k $v
            INCR $k
            DECR $k
            INCRBY $k $n
            DECRBY $k $n
            INCRBYFLOAT $k {$f|$f|$n}
            APPEND $k $v
            STRLEN $k
            LCS $k $k {||LEN|IDX|IDX MINMATCHLEN $n|IDX WITHMATCHLEN|IDX LEN|FOO}
            GETRANGE $k $n $n
            SUBSTR $k $n $n
            SETRANGE $k $n $v
            SETBIT $k {$n|7|15|100} {0|1|2|1}
            GETBIT $k {$n|7|15|100}
            DEL $k {|$k|$k $k}
            UNLINK $k
            EXISTS $k $k
            TOUCH $k $k
            TYPE $k
            KEYS {*|k*|k?|*[1-3]|k[^0-4]|x*|k\\1|*k*1*|k[1|[k]1}
            DBSIZE
            RENAME $k $k
            RENAMENX $k $k
            COPY $k $k {|REPLACE|DB 0|DB 0 REPLACE|DB 99|DB x|FOO}
            {EXPIRE $k 130000|PEXPIRE $k 170000000|EXPIRE $k $no|PEXPIRE $k $no} {|NX|XX|NX XX|GT LT|FOO}
            EXPIRE $k {9223372036854775807|9223372036854776|-9223372036854776} {|NX|XX}
            {EXPIREAT|PEXPIREAT} $k {$t|$tm|$no} {|NX|XX|GT|LT}
            {EXPIRETIME|PEXPIRETIME} $k
            PERSIST $k
            OBJECT {ENCODING|FREQ|FOO|encoding} $k
            OBJECT ENCODING $k
            OBJECT ENCODING $k
            {LPUSH|RPUSH} $k $m
            {LPUSH|RPUSH} $k $m $m $m $m
            {LPUSHX|RPUSHX} $k $m
            {LPOP|RPOP} $k {||$n|2|1 1}
            LLEN $k
            LRANGE $k 0 -1
            LRANGE $k $n $n
            LINDEX $k $n
            LSET $k $n $m
            LINSERT $k {BEFORE|AFTER|after|FOO} $m $m
            LREM $k {0|1|-1|2|-2|$n} $m
            LTRIM $k {0|1|$n} {-1|-2|$n}
            LPOS $k $m {||RANK $r|COUNT $n|RANK $r COUNT $n|RANK -1 COUNT 0 MAXLEN $n|MAXLEN $n|COUNT|RANK 0}
            LMOVE $k $k {LEFT|RIGHT|FOO} {LEFT|RIGHT|left}
            RPOPLPUSH $k $k
            LMPOP {1 $k|2 $k $k|$n $k|0 $k} {LEFT|RIGHT|FOO} {||COUNT $n|COUNT 2|COUNT 1 COUNT 1}
            SADD $k $m
            SADD $k $m $m $m $m
            SADD $k $n $n $n $n
            SREM $k $m $n
            SCARD $k
            SISMEMBER $k $m
            SMISMEMBER $k $m $n $m
            SMEMBERS $k
            SMOVE $k $k $m
            SPOP $k {1000000|0|-1|x|1 1}
            SRANDMEMBER $k {1000000|0|x|1 1|-9223372036854775808}
            {SINTER|SUNION|SDIFF} $k
            {SINTER|SUNION|SDIFF} $k $k {|$k}
            {SINTERSTORE|SUNIONSTORE|SDIFFSTORE} $k $k $k {|$k}
            SINTERCARD {1 $k|2 $k $k|$n $k} {||LIMIT $n|LIMIT 1|FOO}
            SSCAN $k 0 COUNT 1000000 {|MATCH *1*}
            HSET $k $m $v
            HSET $k $m $v $m $v $n $n
            HSET $k $m $v $m
            HMSET $k $m $v $m $v
            HSETNX $k $m $v
            HGET $k $m
            HMGET $k $m $m $n
            HDEL $k $m $m
            HLEN $k
            HSTRLEN $k $m
            HEXISTS $k $m
            {HKEYS|HVALS|HGETALL} $k
            HINCRBY $k $m $n
            HINCRBYFLOAT $k $m {$f|$n}
            HRANDFIELD $k {1000000|0|1000000 WITHVALUES|x|1 FOO|-9223372036854775808|-9223372036854775807 WITHVALUES}
            HSCAN $k 0 COUNT 1000000 {|MATCH *1*}
            ZADD $k {||NX|XX|GT|LT|CH|NX CH|XX CH|GT CH|LT XX CH|INCR|NX INCR|NX XX|GT LT|NX GT|INCR GT} $s $m
            ZADD $k {||NX|XX|GT|LT|CH|INCR} $s $m $s $m $s $m
            ZADD $k $s $m $s
            ZINCRBY $k $s $m
            ZREM $k $m $m
            ZCARD $k
            ZSCORE $k $m
            ZMSCORE $k $m $m
            {ZRANK|ZREVRANK} $k $m
            {ZCOUNT|ZREMRANGEBYSCORE} $k $b $b
            ZADD $lk 0 $m 0 $m 0 $m
            {ZLEXCOUNT|ZREMRANGEBYLEX} {$lk|$lk|x} $l $l
            ZREMRANGEBYRANK $k $n $n
            {ZRANGE|ZREVRANGE} $k {0 -1|$n $n} {||WITHSCORES|LIMIT 0 1|FOO}
            ZRANGE $k $n $n {REV|REV WITHSCORES|LIMIT 0 -1}
            ZRANGE $k $b $b BYSCORE {||REV|WITHSCORES|LIMIT $n $n|LIMIT 1 2 REV|LIMIT 0 -1 WITHSCORES REV|LIMIT 1}
            ZRANGE $lk $l $l BYLEX {||REV|WITHSCORES|LIMIT $n $n|LIMIT 1 2 REV}
            {ZRANGEBYSCORE|ZREVRANGEBYSCORE} $k $b $b {||WITHSCORES|LIMIT $n $n|WITHSCORES LIMIT 1 2|REV}
            {ZRANGEBYSCORE|ZREVRANGEBYSCORE} $k {-inf +inf|+inf -inf|(1 5|5 (1} WITHSCORES
            {ZRANGEBYLEX|ZREVRANGEBYLEX} $lk $l $l {||LIMIT $n $n|LIMIT 1 2|WITHSCORES}
            ZRANGESTORE $k $lk $l $l BYLEX
            ZRANGESTORE $k $k {0 -1|$n $n|$b $b BYSCORE|$b $b BYSCORE LIMIT 1 2|0 1 WITHSCORES|0 -1 REV}
            {ZPOPMIN|ZPOPMAX} $k {||$n|2|1 1}
            ZRANDMEMBER $k {1000000|0|1000000 WITHSCORES|x|1 FOO|-9223372036854775808}
            {ZUNION|ZINTER} {1 $k|2 $k $k|$n $k} {||WITHSCORES|WEIGHTS $s|WEIGHTS $f $f WITHSCORES|AGGREGATE MIN WITHSCORES|AGGREGATE MAX|AGGREGATE FOO}
            ZDIFF {1 $k|2 $k $k|$n $k} {||WITHSCORES|WEIGHTS 1 2}
            {ZUNIONSTORE|ZINTERSTORE} $k {1 $k|2 $k $k|$n $k} {||WEIGHTS $s $s|AGGREGATE MIN|AGGREGATE MAX|WEIGHTS 2 -1 AGGREGATE SUM|WITHSCORES}
            ZDIFFSTORE $k {1 $k|2 $k $k|$n $k}
            ZINTERCARD {1 $k|2 $k $k|$n $k} {||LIMIT $n|LIMIT 1|FOO}
            ZMPOP {1 $k|2 $k $k|$n $k} {MIN|MAX|FOO} {||COUNT $n|COUNT 2|COUNT 1 COUNT 1}
            ZSCAN $k 0 COUNT 1000000 {|MATCH *1*}
            SCAN {0|x} COUNT {1000000|0|x} {|MATCH k*|TYPE hash|TYPE zset MATCH *1*|FOO}
            SORT $k {||ALPHA|DESC|ALPHA DESC|ASC ALPHA|LIMIT $n $n|ALPHA LIMIT $n $n|ALPHA LIMIT 1 2 DESC|FOO|ALPHA FOO}
            SORT $k {BY k*|BY k* DESC|BY k*->a|BY k*->a DESC LIMIT 0 3|ALPHA GET #|ALPHA GET k* GET #|ALPHA GET k*->a GET x GET k*->}
            SORT $k {BY nosort|ALPHA|BY k*|ALPHA LIMIT 1 2 GET # GET k*|BY nosort DESC|BY nosort LIMIT $n $n|BY nosort DESC LIMIT $n $n} STORE $k
            SORT_RO $k {ALPHA|ALPHA STORE $k}
            PING {|$v|a b}
            ECHO $v
            SELECT {0|x|99}
            FLUSHALL {FOO|ASYNC FOO}
            COMMAND GETKEYS {GET $k|SET $k $v|MSET $k $v $k $v|ZUNIONSTORE $k 2 $k $k|PING|GET|LMPOP 1 $k LEFT|OBJECT ENCODING $k|SORT $k BY STORE STORE $k LIMIT 1 STORE|FOO 1}
            FOO $v $k
            """.split("\n");

    private static final String[] VALUES = {
        "",
        "a",
        "0",
        "1",
        "-1",
        "10",
        "007",
        "3.5",
        "1e3",
        " 1",
        "hello world",
        "x".repeat(44),
        "y".repeat(45),
        "9223372036854775807",
        "-9223372036854775808",
        "\u00ff\u0000\r\n",
        "\u0001",
        "foobar",
        "9999",
        "10000"
    };
    private static final String[] MEMBERS = {
        "a", "b", "c", "d", "e", "", "1", "2", "10", "-5", "foo", "bar", "\u00fe", "z".repeat(65), "aa", "ab"
    };
    private static final String[] INTEGERS = {
        "0",
        "1",
        "2",
        "3",
        "-1",
        "-2",
        "-3",
        "5",
        "10",
        "-100",
        "100",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "1.5",
        "foo",
        "01",
        "+1",
        ""
    };
    private static final String[] NO_TIMES = {"0", "-1", "-9223372036854775808", "foo", "1.5", ""};
    private static final String[] FLOATS = {
        "0",
        "1",
        "-1",
        "0.1",
        "0.2",
        "1.5",
        "-2.25",
        "3.0",
        "1e3",
        "5.0e-3",
        "1e17",
        "123456789.125",
        "foo",
        "inf",
        "-inf",
        "nan",
        "",
        " 1",
        "1 ",
        "1e400",
        "+.5",
        "5.",
        "."
    };
    private static final String[] SCORES = {
        "0",
        "1",
        "2",
        "3",
        "-1",
        "1",
        "2",
        "1.5",
        "0.1",
        "-0.3",
        "inf",
        "-inf",
        "+inf",
        "1e20",
        "1e-5",
        "3.14159",
        "1e400",
        "nan",
        "foo",
        "12345678901234567"
    };
    private static final String[] BOUNDS = {
        "-inf", "+inf", "(1", "1", "(2", "2", "0", "(0", "1.5", "3", "inf", "(foo", "nan", "", "(", "(inf", "100"
    };
    private static final String[] NAMES = {"-", "+", "[a", "(a", "[b", "(c", "[zzz", "(", "[", "a", "", "-a", "[foo"};
    private static final String[] SECONDS = {"9999999999", "5000000000", "7777777777"};
    private static final String[] MILLIS = {"9999999999999", "5000000000123", "7777777777777"};

    /// Damaged, they would draw at random, use another database, or mix scores where names are ranged.
    private static final Set<String> FRAGILE = Set.of(
            "SRANDMEMBER",
            "HRANDFIELD",
            "ZRANDMEMBER",
            "SPOP",
            "SELECT",
            "COPY",
            "ZADD",
            "SETEX",
            "PSETEX",
            "SET",
            "EXPIRE",
            "PEXPIRE",
            "GETEX",
            "LPOS",
            "ZRANGE",
            "ZRANGESTORE",
            "SCAN",
            "SORT",
            "SORT_RO");

    private final RandomGenerator random;

    RandomCommands(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /// The next command.
    byte[][] next() {
        String template = TEMPLATES[random.nextInt(TEMPLATES.length)];
        List<byte[]> args = new ArrayList<>();
        for (String word : chosen(template).split(" ")) {
            if (!word.isEmpty()) {
                args.add(word.startsWith("$") ? argument(word) : bytes(word));
            }
        }
        if (random.nextInt(60) == 0 && !FRAGILE.contains(new String(args.getFirst(), StandardCharsets.ISO_8859_1))) {
            damage(args);
        }
        return args.toArray(new byte[0][]);
    }

    private String chosen(String template) {
        String rest = template;
        for (int open = rest.indexOf('{'); open >= 0; open = rest.indexOf('{')) {
            int close = rest.indexOf('}', open);
            String[] choices = rest.substring(open + 1, close).split("\\|", -1);
            rest = rest.substring(0, open) + choices[random.nextInt(choices.length)] + rest.substring(close + 1);
        }
        return rest;
    }

    private byte[] argument(String kind) {
        return bytes(
                switch (kind) {
                    case "$k" -> "k" + random.nextInt(12);
                    case "$v" -> any(VALUES);
                    case "$m" -> random.nextInt(8) == 0 ? "m" + random.nextInt(200) : any(MEMBERS);
                    // Large offsets would make large strings.
                    case "$n" -> random.nextInt(3) > 0 ? any(INTEGERS, 11) : any(INTEGERS);
                    case "$no" -> any(NO_TIMES);
                    case "$r" -> any(INTEGERS, 11);
                    case "$lk" -> "l" + random.nextInt(3);
                    case "$f" -> any(FLOATS);
                    case "$s" -> any(SCORES);
                    case "$b" -> any(BOUNDS);
                    case "$l" -> any(NAMES);
                    case "$t" -> any(SECONDS);
                    case "$tm" -> any(MILLIS);
                    default -> throw new AssertionError("no kind of argument: " + kind);
                });
    }

    private String any(String[] choices) {
        return any(choices, choices.length);
    }

    private String any(String[] choices, int first) {
        return choices[random.nextInt(first)];
    }

    private void damage(List<byte[]> args) {
        int at = random.nextInt(args.size());
        switch (random.nextInt(3)) {
            case 0 -> {
                if (at > 0) {
                    args.remove(at);
                }
            }
            case 1 -> args.add(at + 1, bytes(any(VALUES)));
            default -> {
                if (at > 0) {
                    args.set(at, bytes(any(VALUES)));
                }
            }
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
