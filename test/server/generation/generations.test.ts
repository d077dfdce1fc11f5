/*
 * Those that start nodes (`nodesIn`) in one file: they mostly sleep, and the tests of a file do so all at once, while each
 * file that sleeps keeps a worker from what needs a core.
 */
import "./reloading";
import "./resizing";
import "./rolling";
