"""The benchmarks: one module each, with what they share: crowds, load, servers, results."""
