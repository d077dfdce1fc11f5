/** What every socket of the stand-in says first, before its container's name and what the socket serves. */
export const GREETING = "stand-in";
/** What a secure replication socket says besides to one whom it takes for a node of its cluster. */
export const TRUSTED = "trusted";
