import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const repository = new aws.ecr.Repository("app", { imageTagMutability: "IMMUTABLE" });
new aws.ecr.LifecyclePolicy("app", {
  repository: repository.name,
  policy: JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        selection: { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber: 5 },
        action: { type: "expire" },
      },
    ],
  }),
});
new aws.ssm.Parameter("release", {
  type: "String",
  value: pulumi.interpolate`${repository.repositoryUrl}:1`,
});
new aws.cloudwatch.Dashboard("empty", {
  dashboardName: "empty",
  dashboardBody: JSON.stringify({ widgets: [] }),
});
new aws.budgets.Budget("month", {
  budgetType: "COST",
  limitAmount: "100",
  limitUnit: "USD",
  timeUnit: "MONTHLY",
});
export const url = repository.repositoryUrl;
