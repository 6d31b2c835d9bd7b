package evalx.sandbox.daemon;

import evalx.sandbox.LiveInput;
import evalx.sandbox.LivePeer;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.Arrays;

/** What goes to and fro while a live run goes on. */
record LiveFrames(FrameWriter out) implements LiveInput {
  @Override
  public void write(byte[] bytes) throws IOException {
    for (int at = 0; at < bytes.length; at += Frames.MAX_PAYLOAD) {
      out.begin(Frames.INPUT);
      out.putBytes(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + Frames.MAX_PAYLOAD)));
      out.end();
    }
    out.flush();
  }

  @Override
  public void end() throws IOException {
    out.begin(Frames.INPUT_END);
    out.end();
    out.flush();
  }

  @Override
  public void signal(int number) throws IOException {
    out.begin(Frames.SIGNAL);
    out.putByte(number);
    out.end();
    out.flush();
  }

  /** Tells a peer what the program writes, until the report comes, which is then to be taken. */
  static void tell(FrameReader in, LivePeer peer) throws IOException {
    for (int type = in.answer(); type != Frames.REPORT; type = in.answer()) {
      switch (type) {
        case Frames.STDOUT -> peer.stdout(in.takePayload());
        case Frames.STDERR -> peer.stderr(in.takePayload());
        default -> throw new ProtocolException("unexpected frame of type " + type);
      }
    }
  }
}
