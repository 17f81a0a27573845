import { testWorkflows } from "./ci-workflows.ts";
import { azureDevops } from "./workflow-steps.ts";

testWorkflows(azureDevops, "plain");
