package evalx.node;

import evalx.cache.CacheKey;
import evalx.compilation.Compiler;
import evalx.language.Command;
import evalx.sandbox.Ending;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxFailure;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells apart what is installed where programs can see it: a library that is installed, updated or
 * removed changes what a program does, while its compiler and interpreter stay the same.
 *
 * <p>Packages are told apart by the content of the package manager's database, which is the same on
 * nodes that were set up alike; everything else by the names, sizes and times of the files in
 * /usr/local, as a box sees them.
 */
final class InstalledSoftware {
  /** The databases of Debian, Alpine and Red Hat. */
  private static final List<String> DATABASES =
      List.of("var/lib/dpkg/status", "lib/apk/db/installed", "var/lib/rpm/rpmdb.sqlite");

  /** Where languages' own package managers install. */
  private static final String LIBRARIES = "usr/local/lib";

  private static final String NODE_PACKAGES = "usr/local/lib/node_modules";
  private static final long MAX_DATABASE = 64L << 20;

  /**
   * A container of an image of its own has a database, a box that shows the host's /usr has none.
   */
  private static final List<String> LISTING =
      List.of(
          "/bin/sh",
          "-c",
          """
          cat /var/lib/dpkg/status /lib/apk/db/installed /var/lib/rpm/rpmdb.sqlite 2>/dev/null |
            sha256sum
          find /usr/local ! -type d ! -name '*.pyc' -printf '%p %s %T@ %l\\n' 2>/dev/null |
            LC_ALL=C sort | sha256sum
          find /toolchain -maxdepth 2 -path /toolchain/draft -prune -o -print 2>/dev/null | LC_ALL=C sort | sha256sum
          """);

  private static final byte[] NOTHING = {};
  private static final Logger LOG = System.getLogger(InstalledSoftware.class.getName());

  private final Path root;
  private String stampOfDatabases = "";
  private String databases = "";

  InstalledSoftware() {
    this(Path.of("/"));
  }

  /**
   * @param root of this host's file system
   */
  InstalledSoftware(Path root) {
    this.root = root;
  }

  /** Changes when software is installed on this host. It costs a look at a few files. */
  String stamp() {
    var watched = new ArrayList<>(databaseFiles());
    watched.add(root.resolve(LIBRARIES));
    watched.add(root.resolve(NODE_PACKAGES));
    watched.addAll(pythonPackages());
    return stamp(watched);
  }

  private List<Path> databaseFiles() {
    return DATABASES.stream().map(root::resolve).toList();
  }

  private List<Path> pythonPackages() {
    var folders = new ArrayList<Path>();
    try (var pythons = Files.newDirectoryStream(root.resolve(LIBRARIES), "python*")) {
      for (var python : pythons) {
        folders.add(python.resolve("dist-packages"));
        folders.add(python.resolve("site-packages"));
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "No Python packages are watched", e);
    }
    folders.sort(null);
    return folders;
  }

  private static String stamp(List<Path> files) {
    return files.stream().map(InstalledSoftware::stamp).collect(Collectors.joining("\n"));
  }

  private static String stamp(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return file + " " + attributes.size() + " " + attributes.lastModifiedTime();
    } catch (IOException e) {
      return file + " absent";
    }
  }

  /**
   * Tells apart what programs in the boxes of a sandbox can use.
   *
   * @throws evalx.sandbox.SandboxUnavailable when the sandbox is away
   */
  String fingerprint(Sandbox sandbox) {
    return new CacheKey("installed").add(databases()).add(listing(sandbox)).name();
  }

  /** Reads the databases again only after they changed. */
  private String databases() {
    var now = stamp(databaseFiles());
    if (!now.equals(stampOfDatabases)) {
      var key = new CacheKey("databases");
      databaseFiles().forEach(file -> content(file).ifPresent(key::add));
      databases = key.name();
      stampOfDatabases = now;
    }
    return databases;
  }

  private static Optional<byte[]> content(Path file) {
    try {
      return Files.isReadable(file) && Files.size(file) <= MAX_DATABASE
          ? Optional.of(Files.readAllBytes(file))
          : Optional.empty();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "Updates of packages will not be noticed: {0}", e.toString());
      return Optional.empty();
    }
  }

  /**
   * Hashes of the database, of all files in /usr/local and of the toolchain, a line each; nothing
   * where boxes have no tools to list them with, as an image of one language may not.
   */
  static byte[] listing(Sandbox sandbox) {
    try {
      var report = sandbox.run(listingRequest());
      if (report.ending().equals(new Ending.Exited(0))) {
        return report.stdout();
      }
      warnUnlisted(sandbox, report.ending().toString());
    } catch (SandboxFailure e) {
      warnUnlisted(sandbox, e.getMessage());
    }
    return NOTHING;
  }

  private static RunRequest listingRequest() {
    return new RunRequest(
        new RunRequest.Invocation(LISTING, Command.ENVIRONMENT),
        Optional.empty(),
        NOTHING,
        Compiler.LIMITS,
        RunRequest.Folder.EMPTY);
  }

  private static void warnUnlisted(Sandbox sandbox, @Nullable String reason) {
    LOG.log(
        Level.WARNING,
        "The files in the boxes of {0} could not be listed ({1}), so changes of them will not be"
            + " noticed",
        sandbox.driver(),
        reason);
  }
}
