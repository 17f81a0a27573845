import { testWorkflows } from "./ci-workflows.ts";
import { github } from "./workflow-steps.ts";

testWorkflows(github, "fargate");
