package evalx.dialect.mcp;

import evalx.dialect.Call;
import evalx.intake.Reservation;

/**
 * A request in which a tool may be called.
 *
 * @param place of the submission that the tool makes
 */
record ToolCall(Call call, Reservation place) {}
