package evalx.submission;

/** How inputs and outputs are represented in JSON. */
public enum Encoding {
  UTF8,
  BASE64
}
