import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The gateway serves `dist` and answers every page's address with index.html. Its policy allows no inline script and no
// other origin, so nothing may be inlined and nothing may be fetched from elsewhere.
export default defineConfig({
  plugins: [react()],
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: "es2023", chunkSizeWarningLimit: 700 },
  // `npm run dev` talks to the Viva that `make run` has started.
  server: {
    proxy: {
      "^/(viva\\.|token|resumes/upload)": "http://127.0.0.1:8080",
      "/ws": { target: "ws://127.0.0.1:8080", ws: true },
    },
  },
});
