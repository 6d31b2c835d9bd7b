package evalx.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What runs programs, and how many at once.
 *
 * @param socket of the daemon, for the native driver
 * @param maxConcurrent programs that run at the same time
 * @param strict whether the node is not ready where the host lacks something that a box should have
 * @param warm what processes that run already may do
 * @param store folder for artifacts of the other drivers
 */
public record SandboxSettings(
    Driver driver,
    Path socket,
    int maxConcurrent,
    boolean strict,
    Warm warm,
    Path store,
    Isolate isolate,
    Docker docker) {

  /**
   * What processes that run already may do.
   *
   * @param programs start programs
   * @param compilers compile sources
   */
  public record Warm(boolean programs, boolean compilers) {
    static Warm read(SettingsReader reader) {
      var programs = reader.flag("WARM");
      return new Warm(programs, !reader.flag("STRICT_COMPILERS") && programs);
    }
  }

  /**
   * The isolate driver.
   *
   * @param used whether {@link Driver#AUTO} may take it
   * @param path of the binary; empty to look at the usual places
   * @param firstBox of the box ids that are this node's
   */
  public record Isolate(boolean used, Optional<Path> path, int firstBox) {}

  /**
   * The Docker driver.
   *
   * @param images by language; the one of the empty name is for all others
   */
  public record Docker(URI host, Map<String, String> images) {}

  static SandboxSettings read(SettingsReader reader) {
    var asked = reader.number("MAX_CONCURRENT_SANDBOXES", 0, 1000);
    reader.flag("PIN_CORES"); // for the daemon; a wrong value is refused here
    var driver = reader.choice("SANDBOX", Driver.class);
    var isolate =
        new Isolate(
            reader.flag("USE_ISOLATE"),
            reader.optional("ISOLATE_PATH").map(Path::of),
            reader.number("ISOLATE_FIRST_BOX", 0, 1_000_000));
    return new SandboxSettings(
        driver,
        reader.path("SANDBOX_SOCKET"),
        asked == 0 ? Runtime.getRuntime().availableProcessors() : asked,
        reader.flag("SANDBOX_STRICT"),
        Warm.read(reader),
        store(reader, driver, isolate),
        isolate,
        new Docker(dockerHost(reader), dockerImages(reader)));
  }

  /** In isolate's directory rules a colon ends the path. */
  private static Path store(SettingsReader reader, Driver driver, Isolate isolate) {
    var store = reader.path("SANDBOX_STORE");
    boolean named = driver == Driver.ISOLATE || (driver == Driver.AUTO && isolate.used());
    if (named && store.toString().contains(":")) {
      throw new BadSetting("SANDBOX_STORE", "cannot have a colon in its path with isolate");
    }
    return store;
  }

  private static URI dockerHost(SettingsReader reader) {
    var text = reader.text("DOCKER_HOST");
    if (!text.matches("unix:///[^?#\\s]+|tcp://[^/?#\\s]+:[0-9]+")) {
      throw new BadSetting("DOCKER_HOST", "must look like unix:///path or tcp://host:port");
    }
    return URI.create(text);
  }

  private static Map<String, String> dockerImages(SettingsReader reader) {
    var images = new HashMap<String, String>();
    for (var entry : reader.text("DOCKER_IMAGES").split(",", -1)) {
      var parts = entry.strip().split("=", 2);
      images.put(parts.length == 1 ? "" : parts[0], parts[parts.length - 1]);
    }
    var wellFormed = images.values().stream().allMatch(name -> name.matches("[\\w][\\w.:/@-]*"));
    if (!images.containsKey("") || !wellFormed) {
      throw new BadSetting(
          "DOCKER_IMAGES",
          "must be the name of an image, with LANGUAGE=IMAGE for each exception, separated by"
              + " commas");
    }
    return Map.copyOf(images);
  }
}
