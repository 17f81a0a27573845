/** What the published package must hold, as path prefixes. */
const needed = [
  "package.json",
  "README.md",
  "LICENSE",
  "CHANGELOG.md",
  "dist/bin/dativo.cjs",
  "dist/index.js",
  "dist/index.d.ts",
  "schemas/",
  "examples/",
];

/** What it must not hold. */
const unwanted = /\.test\.|(?:^|\/)(?:fixtures|testdata|node_modules|\.cache)\/|^(?:src|test|scripts|bench)\/|\.tsbuildinfo$/;

/** Problems with the list of files that `npm pack` would ship. */
export function findPackageOffences(paths: readonly string[]): readonly string[] {
  const missing = needed.filter((prefix) => !paths.some((file) => file === prefix || (prefix.endsWith("/") && file.startsWith(prefix))));
  return [
    ...missing.map((prefix) => `${prefix} is missing from the package`),
    ...paths.filter((file) => unwanted.test(file)).map((file) => `${file} does not belong into the package`),
  ];
}
