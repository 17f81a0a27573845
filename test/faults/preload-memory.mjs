// Preloaded into a run (`node --import`): says at its end how many megabytes it held at most.
process.on("exit", () => process.stderr.write(`maxrss ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n`));
