/** Classes that tests add to a WAR of their own; the product never holds them. */
package evalx.system.hook;
