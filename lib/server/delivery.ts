/** How a node's configuration reaches its server. */
export enum Delivery {
  /**
   * A conf file, and what no file carries as variables, in a volume of the node's own: an edit replaces no container,
   * and reaches the nodes one after the other.
   */
  GENERATION = "generation",
  /** Environment variables of the container: an edit replaces all nodes' containers at once. */
  ENVIRONMENT = "environment",
  /** Command-line arguments of the container: an edit replaces all nodes' containers at once. */
  COMMAND_LINE = "commandLine",
}

/** The values of `Delivery`. */
export type DeliveryKind = `${Delivery}`;
