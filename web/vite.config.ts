/**
 * Two builds from one code base: the staff pages on React, the patient page on Preact (mode
 * "patient"). Both go to dist/; every asset is a hashed file, because the page's policy allows
 * neither inline script nor data: addresses.
 */
import { defineConfig, type UserConfig } from "vite";
import { configDefaults } from "vitest/config";

const preact = [
  { find: /^react\/jsx-(dev-)?runtime$/, replacement: "preact/jsx-runtime" },
  { find: /^react-dom\/client$/, replacement: "preact/compat/client" },
  { find: /^react(-dom)?$/, replacement: "preact/compat" },
];

/** Framework-free rooms: their tests need no page. */
const MODELS = "src/{api,call,e2ee,signaling,state}/**/*.test.ts";

const server = process.env["BEDSIDE_SERVER"] ?? "http://127.0.0.1:8080";

export default defineConfig(({ mode }): UserConfig => {
  const patient = mode === "patient";
  return {
    resolve: { alias: patient ? preact : [] },
    // The server replaces the placeholder with one fresh value per response.
    html: { cspNonce: "__CSP_NONCE__" },
    build: {
      target: ["chrome111", "firefox115", "safari16.4"],
      outDir: "dist",
      emptyOutDir: !patient,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      // Staff load React Aria once a day from a desk; the patient's page has its own budget.
      chunkSizeWarningLimit: 700,
      rolldownOptions: {
        input: patient ? "join.html" : "index.html",
        // "use client" marks files for server rendering, which these pages do not have.
        onLog: (level, log, report) => {
          if (log.code !== "MODULE_LEVEL_DIRECTIVE") report(level, log);
        },
      },
    },
    server: {
      proxy: { "/api": server, "/socket.io": { target: server, ws: true } },
    },
    test: {
      projects: [
        {
          resolve: { alias: preact },
          test: {
            name: "patient",
            environment: "happy-dom",
            include: ["src/patient/**/*.test.{ts,tsx}"],
          },
        },
        {
          test: { name: "models", environment: "node", include: [MODELS] },
        },
        {
          test: {
            name: "staff",
            environment: "happy-dom",
            include: ["src/**/*.test.{ts,tsx}"],
            exclude: [...configDefaults.exclude, "src/patient/**", MODELS],
          },
        },
      ],
    },
  };
});
