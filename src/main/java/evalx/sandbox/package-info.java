/** Boxes that run one program each, as closed as the host allows: the only way code is executed. */
package evalx.sandbox;
