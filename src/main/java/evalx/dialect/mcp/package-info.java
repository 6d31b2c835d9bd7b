/** Tools for agents, over the Model Context Protocol. */
@NullMarked
package evalx.dialect.mcp;

import org.jspecify.annotations.NullMarked;
