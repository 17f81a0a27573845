import { testWorkflows } from "./ci-workflows.ts";
import { gitlab } from "./workflow-steps.ts";

testWorkflows(gitlab, "plain");
