import { tryRuntime } from "../../../../test/contract/runtime-trial.ts";
import plugin from "./index.ts";

tryRuntime(plugin, {
  good: [{ runtime: { image: " ", compute: { auto_scaling: { enabled: false } } }, inputs: {} }],
  bad: [
    {
      runtime: {
        image: "dativo:1",
        cpu: 1,
        memory: "2Gi",
        namespace: "x",
        service_account: "x",
        compute: { instance_count: 2 },
        storage: { bucket: "x" },
        network: { subnet_ids: ["x"] },
        options: { x: 1 },
      },
      problems: {
        image: /means nothing on local/,
        cpu: /means nothing on local/,
        memory: /means nothing on local/,
        namespace: /means nothing on local/,
        service_account: /means nothing on local/,
        compute: /means nothing on local/,
        storage: /means nothing on local/,
        network: /means nothing on local/,
        options: /remove the key/,
      },
    },
  ],
});
