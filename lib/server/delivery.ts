/** How a node's configuration reaches its server. */
export enum Delivery {
  /** Environment variables. */
  ENVIRONMENT = "environment",
  /** The conf file in the image's configuration directory, which replaces the image's own. */
  CONF_FILE = "confFile",
  /** Command-line arguments. */
  COMMAND_LINE = "commandLine",
}

/** The values of `Delivery`. */
export type DeliveryKind = `${Delivery}`;
