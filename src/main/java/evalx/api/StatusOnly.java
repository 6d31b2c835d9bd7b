package evalx.api;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** A health check's answer without what it says: the details would help an attacker. */
final class StatusOnly extends HttpServletResponseWrapper {
  private final PrintWriter writer = new PrintWriter(Writer.nullWriter());
  private final ServletOutputStream stream = new Nothing();

  private StatusOnly(HttpServletResponse response) {
    super(response);
  }

  /** Something that answers a request. */
  interface Check {
    void answer(HttpServletResponse response) throws IOException, ServletException;
  }

  /** Lets a check answer, and sends its status in its place. */
  static void answer(HttpServletResponse response, Check check)
      throws IOException, ServletException {
    check.answer(new StatusOnly(response));
    if (!response.isCommitted()) {
      var status = response.getStatus() == HttpServletResponse.SC_OK ? "UP" : "DOWN";
      var json = "{\"status\":\"" + status + "\",\"checks\":[]}";
      response.setContentType("application/json");
      response.getOutputStream().write(json.getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Override
  public PrintWriter getWriter() {
    return writer;
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return stream;
  }

  @Override
  public void setContentLength(int length) {
    // of what is left out
  }

  @Override
  public void setContentLengthLong(long length) {
    // of what is left out
  }

  @Override
  public void flushBuffer() {
    // nothing is sent before the status is known
  }

  private static final class Nothing extends ServletOutputStream {
    private final OutputStream nowhere = OutputStream.nullOutputStream();

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new IllegalStateException("health checks answer on their own thread");
    }

    @Override
    public void write(int b) throws IOException {
      nowhere.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      nowhere.write(bytes, offset, length);
    }
  }
}
