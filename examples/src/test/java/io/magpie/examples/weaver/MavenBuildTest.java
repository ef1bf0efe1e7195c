package io.magpie.examples.weaver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Builds two projects with the Maven of this machine, set up as the guide says, and runs them: one with the javac
/// plugin, one with the goals.
///
/// Our modules come from a repository that the test makes of what was built. All else comes from the user's repository,
/// and what is not there from Maven Central.
class MavenBuildTest {

    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final Path ROOT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();

    /// `target`, or `target/fast`.
    private static final Path TARGET = classesOfThisModule().getParent();

    private static final Path WORK = TARGET.resolve("maven-build");

    private static final String APP = """
            package app;

            import static io.magpie.Async.async;
            import static io.magpie.Async.await;
            import static io.magpie.Async.sleep;

            import io.magpie.AsyncRuntime;
            import io.magpie.future.Future;
            import java.time.Duration;

            public class NAME {
                static Future<String> greet(String name) {
                    return async(() -> {
                        await(sleep(Duration.ofMillis(1)));
                        return "hello " + name;
                    });
                }

                public static String run() throws Exception {
                    try (AsyncRuntime runtime = AsyncRuntime.create()) {
                        return runtime.blockOn(greet("NAME"));
                    }
                }
            }
            """;

    private static final String TOOLCHAIN = """
            <plugin>
              <groupId>org.apache.maven.plugins</groupId>
              <artifactId>maven-toolchains-plugin</artifactId>
              <version>3.3.0</version>
              <executions>
                <execution>
                  <goals>
                    <goal>select-jdk-toolchain</goal>
                  </goals>
                  <configuration>
                    <version>[25,)</version>
                  </configuration>
                </execution>
              </executions>
            </plugin>
            <plugin>
              <groupId>org.apache.maven.plugins</groupId>
              <artifactId>maven-resources-plugin</artifactId>
              <version>3.4.0</version>
            </plugin>
            """;

    private static final String COMPILER = """
            <plugin>
              <groupId>org.apache.maven.plugins</groupId>
              <artifactId>maven-compiler-plugin</artifactId>
              <version>3.14.1</version>
              <configuration>
                <release>25</release>
              </configuration>
            </plugin>
            """;

    @Test
    void bothWaysOfTheGuideMakeProgramsThatRun() throws Exception {
        Path maven = maven();
        assumeTrue(
                maven != null,
                "there is no mvn on the path of this machine: the Maven builds of the guide were not tried");
        makeRepository();
        Path projects = WORK.resolve("projects");
        write(projects.resolve("pom.xml"), pom("projects", "<packaging>pom</packaging>", """
                <modules>
                  <module>plugin</module>
                  <module>goal</module>
                </modules>
                """, ""));
        project(projects.resolve("plugin"), blockOfTheGuide("plugin"));
        project(projects.resolve("goal"), COMPILER + blockOfTheGuide("goal"));

        run(
                projects,
                maven.toString(),
                "-B",
                "-q",
                "-ntp",
                "-s",
                settings().toString(),
                "-Dmaven.repo.local=" + WORK.resolve("repository"),
                "process-test-classes");

        for (String project : List.of("plugin", "goal")) {
            assertThat(runOf(projects.resolve(project))).as(project).containsExactly("hello App", "hello AppTest");
        }
    }

    private static void project(Path folder, String plugins) throws IOException {
        write(
                folder.resolve("pom.xml"),
                pom(folder.getFileName().toString(), "", """
                <dependencies>
                  <dependency>
                    <groupId>io.magpie</groupId>
                    <artifactId>runtime-core</artifactId>
                    <version>%s</version>
                  </dependency>
                </dependencies>
                """.formatted(VERSION), TOOLCHAIN + plugins));
        write(folder.resolve("src/main/java/app/App.java"), APP.replace("NAME", "App"));
        write(folder.resolve("src/test/java/app/AppTest.java"), APP.replace("NAME", "AppTest"));
    }

    private static String pom(String name, String packaging, String more, String plugins) {
        return """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>app</groupId>
                  <artifactId>%s</artifactId>
                  <version>1</version>
                  %s
                  <properties>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  %s
                  <build>
                    <plugins>
                %s
                    </plugins>
                  </build>
                </project>
                """.formatted(name, packaging, more, plugins);
    }

    /// The block of XML below a marker of the guide.
    private static String blockOfTheGuide(String marker) throws IOException {
        Matcher block = Pattern.compile("<!-- built: " + marker + " -->\n```xml\n((?s:.*?))\n```")
                .matcher(Files.readString(ROOT.resolve("docs/guide/setting-up-the-weaver.md")));
        if (!block.find()) {
            fail("the guide has no block of XML below <!-- built: " + marker + " -->");
        }
        return block.group(1) + "\n";
    }

    /// What the classes of a project have to say.
    private static List<String> runOf(Path project) throws Exception {
        URL[] path = {
            project.resolve("target/classes/").toUri().toURL(),
            project.resolve("target/test-classes/").toUri().toURL()
        };
        try (URLClassLoader loader = new URLClassLoader(path, MavenBuildTest.class.getClassLoader())) {
            return List.of((String) loader.loadClass("app.App").getMethod("run").invoke(null), (String)
                    loader.loadClass("app.AppTest").getMethod("run").invoke(null));
        }
    }

    // ---- the repository

    private static void makeRepository() throws IOException {
        Path group = WORK.resolve("repository/io/magpie");
        write(
                group.resolve("magpie/" + VERSION + "/magpie-" + VERSION + ".pom"),
                Files.readString(ROOT.resolve("pom.xml")));
        for (String module : List.of("async-weaver", "async-maven-plugin", "runtime-core")) {
            Path folder = group.resolve(module + "/" + VERSION);
            String name = module + "-" + VERSION;
            write(
                    folder.resolve(name + ".pom"),
                    Files.readString(ROOT.resolve(module).resolve("pom.xml")));
            jar(
                    folder.resolve(name + ".jar"),
                    ROOT.resolve(module)
                            .resolve(ROOT.resolve("examples").relativize(TARGET))
                            .resolve("classes"));
        }
    }

    private static void jar(Path jar, Path classes) throws IOException {
        assertThat(classes)
                .as("classes of a module that is built before this one")
                .isDirectory();
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                entries.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, entries);
            }
        }
    }

    /// Settings that look into the user's repository first.
    private static Path settings() throws IOException {
        String repository = """
                <id>users</id>
                <url>%s</url>
                """.formatted(Path.of(System.getProperty("user.home"), ".m2", "repository")
                .toUri());
        Path settings = WORK.resolve("settings.xml");
        write(settings, """
                <settings>
                  <profiles>
                    <profile>
                      <id>users</id>
                      <repositories><repository>%s</repository></repositories>
                      <pluginRepositories><pluginRepository>%s</pluginRepository></pluginRepositories>
                    </profile>
                  </profiles>
                  <activeProfiles><activeProfile>users</activeProfile></activeProfiles>
                </settings>
                """.formatted(repository, repository));
        return settings;
    }

    // ---- files and processes

    private static Path maven() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "mvn"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private static void run(Path folder, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = process.inputReader()) {
            List<String> said = lines.readAllLines();
            assertThat(process.waitFor()).as(String.join("\n", said)).isZero();
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static Path classesOfThisModule() {
        try {
            return Path.of(MavenBuildTest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (java.net.URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
