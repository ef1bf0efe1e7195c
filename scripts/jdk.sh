# Sourced by ./run and .ci/run: looks for a JDK 25 or later and lets Maven itself run on it.

# The feature release of the JDK in folder $1; nothing if there is none.
jdk_release() {
  [ -x "$1/bin/javac" ] || return 0
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
  fi
}

jdk_candidates() {
  local java
  printf '%s\n' "${JAVA_HOME:-}"
  java=$(command -v java) && java=$(readlink -f "$java") && printf '%s\n' "${java%/bin/java}"
  ls -d /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/*jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    "$HOME"/.local/share/mise/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home 2>/dev/null
}

use_jdk() {
  local home release
  while IFS= read -r home; do
    [ -n "$home" ] || continue
    release=$(jdk_release "$home")
    if [ "${release:-0}" -ge 25 ]; then
      export JAVA_HOME="$home" PATH="$home/bin:$PATH"
      # What Maven's own libraries do is not ours to be warned about.
      export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}"
      return
    fi
  done < <(jdk_candidates)
  echo "Magpie needs a JDK 25 or later, and none was found: install one (for instance Temurin 25) or set JAVA_HOME to it." >&2
  exit 1
}

need_maven() {
  command -v mvn >/dev/null || {
    echo "Magpie is built with Maven 3.8 or later, and there is no mvn on the PATH: install it." >&2
    exit 1
  }
}
