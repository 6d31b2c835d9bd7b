/** The core: compiles a submission once, runs its test cases side by side, judges each. */
package evalx.execution;
