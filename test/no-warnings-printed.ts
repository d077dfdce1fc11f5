/* Tests look at warnings where they are kept. What is printed is tested in programs of their own. */
process.env.CDKTF_LOG_LEVEL = "off";
