/** Connections to the message broker and the details of its wire: nothing of the domain. */
package evalx.broker;
