package evalx.submission;

/** How inputs and outputs stand in JSON. */
public enum Encoding {
  UTF8,
  BASE64
}
