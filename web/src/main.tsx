/** Puts the app on the page. */

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./ui/style.css";
import { App } from "./app/app";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

// What it does is said there. Without it, all that is missing is a reload while the server is away.
if (import.meta.env.PROD) void navigator.serviceWorker?.register("/service-worker.js");
