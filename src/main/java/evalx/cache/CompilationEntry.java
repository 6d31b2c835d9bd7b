package evalx.cache;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * A compilation as it lies in Redis. Whoever can write there may choose what is run, which is no
 * more than anybody may who submits a program; but what the sandbox would refuse is never offered
 * to it.
 */
final class CompilationEntry {
  /** Bytes of all files together; a larger program stays in the sandbox's own store. */
  static final int MOST_BYTES = 16 << 20;

  private static final int FORMAT = 0x43500001;
  private static final int MOST_FILES = 4096;
  private static final int MOST_OUTPUT = 256 << 10;
  private static final int MOST_NAME = 511;
  private static final int MOST_PART = 255;
  private static final int MOST_PARTS = 16;

  /** With names, sizes and what the compiler printed. */
  private static final int MOST_PLAIN =
      MOST_BYTES + MOST_OUTPUT + MOST_FILES * (MOST_NAME + 3 * Integer.BYTES) + 1024;

  /** What does not shrink grows a little. */
  static final int MOST_PACKED = MOST_PLAIN + MOST_PLAIN / 256;

  private CompilationEntry() {}

  static byte[] write(Compilation compilation) {
    var entry = new EntryWriter(FORMAT).time(compilation.time()).text(compilation.output());
    if (compilation instanceof Compilation.Program program) {
      entry.flag(true).text(program.artifact().sha256()).number(program.files().size());
      for (ArtifactFile file : program.files()) {
        entry.text(file.name()).flag(file.executable()).bytes(file.content());
      }
    } else {
      entry.flag(false).text(((Compilation.Error) compilation).message());
    }
    return Packed.of(entry.entry());
  }

  static Compilation read(byte[] packed) throws IOException {
    var in = new EntryReader(Packed.open(packed, MOST_PLAIN), FORMAT);
    var time = in.time();
    var output = in.text();
    Compilation compilation;
    if (in.flag()) {
      var name = in.text();
      var files = files(in);
      compilation = new Compilation.Program(artifact(name, files), files, time, output);
    } else {
      compilation = new Compilation.Error(in.text(), time, output);
    }
    in.end();
    return compilation;
  }

  private static List<ArtifactFile> files(EntryReader in) throws IOException {
    var files = new ArrayList<ArtifactFile>();
    for (int left = in.number(0, MOST_FILES); left > 0; left--) {
      var name = in.text();
      var executable = in.flag();
      files.add(new ArtifactFile(name, in.bytes(), executable));
    }
    checkNames(files);
    return files;
  }

  private static ArtifactId artifact(String name, List<ArtifactFile> files) throws BrokenEntry {
    var artifact = ArtifactId.of(files);
    if (!artifact.sha256().equals(name)) {
      throw new BrokenEntry("its files are not those of its name");
    }
    return artifact;
  }

  /** As the sandbox's protocol asks; no name twice, none a folder of another. */
  private static void checkNames(List<ArtifactFile> files) throws BrokenEntry {
    var names = new HashSet<String>();
    var folders = new HashSet<String>();
    for (ArtifactFile file : files) {
      var name = file.name();
      if (bytes(name) > MOST_NAME || name.indexOf('\0') >= 0 || !names.add(name)) {
        throw new BrokenEntry("a file has a name that cannot be");
      }
      var parts = name.split("/", -1);
      for (String part : parts) {
        if (part.isEmpty() || part.equals(".") || part.equals("..") || bytes(part) > MOST_PART) {
          throw new BrokenEntry("a file has a name that leads elsewhere");
        }
      }
      if (parts.length > MOST_PARTS) {
        throw new BrokenEntry("a file lies too deep");
      }
      for (int at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
        folders.add(name.substring(0, at));
      }
    }
    if (names.stream().anyMatch(folders::contains)) {
      throw new BrokenEntry("a file has the name of a folder");
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
