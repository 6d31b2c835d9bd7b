package evalx.cache;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * A compilation as it lies in the cache. With write access to it one can choose what is run, as any
 * client can; but what the sandbox would refuse is never offered to it.
 */
final class CompilationEntry {
  /** Bytes of all files together; a larger program stays in the sandbox's own store. */
  static final int MAX_BYTES = 16 << 20;

  private static final int FORMAT = 0x43500002;
  private static final int MAX_FILES = 4096;
  private static final int MAX_OUTPUT = 256 << 10;
  private static final int MAX_NAME = 511;
  private static final int MAX_PART = 255;
  private static final int MAX_PARTS = 16;

  /** With names, sizes and what the compiler printed. */
  private static final int MAX_PLAIN =
      MAX_BYTES + MAX_OUTPUT + MAX_FILES * (MAX_NAME + 3 * Integer.BYTES) + 1024;

  /** What does not shrink grows a little. */
  static final int MAX_PACKED = MAX_PLAIN + MAX_PLAIN / 256;

  private CompilationEntry() {}

  static byte[] write(Compilation compilation) {
    return Entry.write(
        FORMAT,
        out -> {
          out.writeLong(compilation.time().toNanos());
          Entry.text(out, compilation.output());
          out.writeBoolean(compilation instanceof Compilation.Program);
          if (compilation instanceof Compilation.Program program) {
            program(out, program);
          } else if (compilation instanceof Compilation.Rejected error) {
            Entry.text(out, error.message());
          } else {
            throw new IllegalStateException(compilation.toString());
          }
        });
  }

  private static void program(DataOutputStream out, Compilation.Program program)
      throws IOException {
    Entry.text(out, program.artifact().sha256());
    out.writeInt(program.files().size());
    for (ArtifactFile file : program.files()) {
      Entry.text(out, file.name());
      out.writeBoolean(file.executable());
      Entry.bytes(out, file.content());
    }
  }

  static Compilation read(byte[] packed) throws IOException {
    return Entry.read(FORMAT, packed, MAX_PLAIN, CompilationEntry::read);
  }

  private static Compilation read(DataInputStream in) throws IOException {
    var time = Entry.time(in);
    var output = Entry.text(in);
    if (!in.readBoolean()) {
      return new Compilation.Rejected(Entry.text(in), time, output);
    }
    var name = Entry.text(in);
    var files = files(in);
    var artifact = ArtifactId.of(files);
    if (!artifact.sha256().equals(name)) {
      throw new IOException("content hash mismatch");
    }
    return new Compilation.Program(artifact, files, time, output);
  }

  private static List<ArtifactFile> files(DataInputStream in) throws IOException {
    var files = new ArrayList<ArtifactFile>();
    for (long left = Entry.number(in.readInt(), 0, MAX_FILES); left > 0; left--) {
      var name = Entry.text(in);
      var executable = in.readBoolean();
      files.add(new ArtifactFile(name, Entry.bytes(in), executable));
    }
    checkNames(files);
    return files;
  }

  /** As the sandbox's protocol asks; no name twice, none a folder of another. */
  private static void checkNames(List<ArtifactFile> files) throws IOException {
    var names = new HashSet<String>();
    var folders = new HashSet<String>();
    for (ArtifactFile file : files) {
      var name = file.name();
      if (bytes(name) > MAX_NAME || name.indexOf('\0') >= 0 || !names.add(name)) {
        throw new IOException("invalid file name");
      }
      checkParts(name.split("/", -1));
      for (int at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
        folders.add(name.substring(0, at));
      }
    }
    if (names.stream().anyMatch(folders::contains)) {
      throw new IOException("a file has the name of a folder");
    }
  }

  private static void checkParts(String[] parts) throws IOException {
    if (parts.length > MAX_PARTS) {
      throw new IOException("a file is nested too deeply");
    }
    for (String part : parts) {
      if (part.isEmpty() || part.equals(".") || part.equals("..") || bytes(part) > MAX_PART) {
        throw new IOException("a file name leads out of its folder");
      }
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
