/** Runs a submission: all its test cases side by side, within the budget of its job. */
package evalx.execution;
