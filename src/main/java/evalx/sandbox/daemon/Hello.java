package evalx.sandbox.daemon;

import evalx.sandbox.SandboxInfo;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the daemon says about itself, at first and when it is asked.
 *
 * @param instance of the daemon's process: it is another one after a restart
 */
record Hello(long instance, SandboxInfo info) {
  static final int VERSION = 6;

  /** Asks for it. */
  static void put(FrameWriter out) throws IOException {
    out.begin(Frames.HELLO);
    out.putShort(VERSION);
    out.end();
    out.flush();
  }

  static Hello take(FrameReader in, String driver) throws IOException {
    in.expect(Frames.HELLO);
    int version = in.takeShort();
    if (version != VERSION) {
      throw new ProtocolException(
          "the sandbox speaks version " + version + " of the protocol, not " + VERSION);
    }
    long instance = in.takeLong();
    return new Hello(
        instance, new SandboxInfo(driver, in.takeString(), in.takeString(), takeStrings(in)));
  }

  private static List<String> takeStrings(FrameReader in) {
    int count = in.takeByte();
    var strings = new ArrayList<String>(count);
    for (int i = 0; i < count; i++) {
      strings.add(in.takeString());
    }
    return strings;
  }
}
