package evalx.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.language.Languages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The units of systemd, and what docs/deploy.md says where there is none. */
class PlainDeploymentTest {
  private static final Path UNITS = Path.of("deploy/systemd");

  private static String page() throws IOException {
    return Files.readString(Path.of("docs/deploy.md"));
  }

  private static String unit(String name) throws IOException {
    return Files.readString(UNITS.resolve(name));
  }

  /** The words of the first command that begins so, over all its lines and without quotes. */
  private static List<String> command(String text, String beginning) {
    var command =
        Pattern.compile(Pattern.quote(beginning) + "((?:[^\\n\\\\]|\\\\\\n)*)").matcher(text);
    assertThat(command.find()).as(beginning).isTrue();
    var words = command.group(1).replaceAll("[\"{}]|\\\\\n|\\)( &)?$", " ").replace("$ ", "$");
    return List.of(words.strip().split("\\s+"));
  }

  @Test
  void theDaemonHasTheSameOptionsWithSystemdAndWithout() throws IOException {
    var options = command(unit("evalx-sandbox.service"), "ExecStart=/opt/evalx/evalx-isolate");

    assertThat(options).contains("$OPTIONS").contains("--connections", "$CONNECTIONS");
    assertThat(command(page(), "exec /opt/evalx/evalx-isolate")).isEqualTo(options);
  }

  /**
   * systemd gives a folder of {@code RuntimeDirectory=} to the unit's own user and group before
   * each of its commands, whatever an earlier one has made of it.
   */
  @Test
  void theServersGroupMayEnterTheFolderOfTheSocket() throws IOException {
    var unit = unit("evalx-sandbox.service");
    var folder = Path.of(command(page(), "--socket").get(0)).getParent().toString();

    assertThat(unit)
        .contains("\nExecStartPre=/usr/bin/install -d -m 750 -o root -g evalx " + folder + "\n")
        .doesNotContain("\nRuntimeDirectory=");
    assertThat(page()).contains("install -d -m 750 -g evalx " + folder + "\n");
  }

  /**
   * Payara keeps the configuration that it finds in its folder, which may be an older version's.
   */
  @Test
  void theServerStartsInAnEmptyFolder() throws IOException {
    var unit = unit("evalx.service");
    var root = command(unit, "--rootDir").get(0);

    assertThat(unit).contains("\nExecStartPre=/bin/rm -rf " + root + "\nExecStart=");
    assertThat(page()).contains("\nrm -rf " + root + "\n(cd /var/lib/evalx && as evalx env");
    assertThat(command(page(), "--rootDir").get(0)).isEqualTo(root);
  }

  @Test
  void theServerIsStartedWithTheSameOptionsWithSystemdAndWithout() throws IOException {
    var options = command(unit("evalx.service"), "ExecStart=/usr/bin/java -Xmx${HEAP}");

    assertThat(command(page(), "java -Xmx$((360 + 92 * $(nproc)))m"))
        .isEqualTo(options.stream().map(word -> word.replace("$PORT", "3000")).toList());
  }

  /** {@code --nocluster} and {@code --nohazelcast} leave its port open on all addresses. */
  @Test
  void nothingOfPayaraListensToTheNetwork() throws IOException {
    assertThat(Files.readAllLines(Path.of("deploy/payara/preboot")))
        .contains(
            "set configs.config.server-config.hazelcast-config-specific-configuration.enabled=false")
        .anyMatch(line -> line.endsWith("http-listener.address=127.0.0.1"));
  }

  /** By default five quick ends are the last ones. */
  @Test
  void whatDiesIsStartedAgainHoweverOften() throws IOException {
    try (var units = Files.newDirectoryStream(UNITS, "*.service")) {
      for (Path unit : units) {
        assertThat(Files.readString(unit))
            .as(unit.toString())
            .containsPattern("(?s)\\[Unit\\][^\\[]*\nStartLimitIntervalSec=0\n[^\\[]*\\[Service\\]")
            .containsPattern("\nRestart=(always|on-failure)\n");
      }
    }
  }

  private static String section(String title) throws IOException {
    var start = page().indexOf("\n" + title + "\n");
    assertThat(start).as(title).isNotNegative();
    return page().substring(start, page().indexOf("\n## ", start + 1));
  }

  private static List<String> found(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1)).toList();
  }

  @Test
  void aFurtherNodeHasWhatItsUnitsNeedAndNoRedisOfItsOwn() throws IOException {
    var section = section("## More nodes");
    assertThat(found(section, "(?m)^install -m 644 deploy/systemd/(.*) /etc/systemd/system$"))
        .containsExactly(
            "evalx.service deploy/systemd/evalx-sandbox.service deploy/systemd/evalx.target");
    for (var unit : List.of("evalx.service", "evalx-sandbox.service")) {
      assertThat(found(unit(unit), "(?:EnvironmentFile=|LoadCredential=[\\w-]+:)/etc/evalx/(.*)"))
          .isNotEmpty()
          .allSatisfy(file -> assertThat(section).containsPattern("[/{,]" + file + "[,}\n]"));
    }
    assertThat(section).contains("\"HEAP=$((360 + 92 * $(nproc)))m\" >/etc/evalx/environment\n");
  }

  /** The server wants these units, and an upgrade puts them onto every node. */
  @ParameterizedTest
  @ValueSource(strings = {"redis", "cache", "sandbox"})
  void aPartWithoutItsFileStaysOff(String part) throws IOException {
    var unit = unit("evalx-" + part + ".service");
    var files = found(unit, "\n(?:EnvironmentFile=|LoadCredential=[\\w-]+:)(/etc/evalx/.*)\n");
    assertThat(files).hasSize(1);
    assertThat(unit).contains("\nAssertPathExists=" + files.get(0) + "\n");
  }

  @Test
  void theDaemonShowsTheFoldersThatLanguagesNeed() throws IOException {
    var folders =
        new Languages()
            .all().stream()
                .flatMap(language -> language.setup().roots().stream())
                .map(folder -> "--show " + folder)
                .distinct()
                .collect(Collectors.joining(" "));

    assertThat(page()).contains("'OPTIONS=\"" + folders + "\"'");
    assertThat(Files.readString(Path.of("deploy/images/start-sandbox.sh"))).contains(folders);
  }
}
