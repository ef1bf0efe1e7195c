# every jcstress test, in every JVM configuration, as long as fits into 50 minutes (or VERIFY_MINUTES)
count=$(jcstress -l | grep -c '^io\.magpie\.')
# A 2-actor test has 14 configurations on 2 CPUs, each a fork of 5 iterations that takes 0.4 s to start.
time=$(((${VERIFY_MINUTES:-50} * 60 * 1000 / (count * 14) - 400) / 5))
time=$((time > 1000 ? 1000 : time < 20 ? 20 : time))
jcstress -m default -time "$time" -iters 5 -fsm 1
