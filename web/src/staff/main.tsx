/** Entry of the staff pages. */
import { createRoot } from "react-dom/client";
import "../ui/styles/app.css";
import "./styles/staff.css";
import { App } from "./App.tsx";
import { StaffSession } from "./session/session.ts";

const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App session={new StaffSession()} />);
