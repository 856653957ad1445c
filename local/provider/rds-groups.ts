/** RDS: what instances have in common. */
import {
  CreateDBParameterGroupCommand,
  CreateDBSubnetGroupCommand,
  DeleteDBParameterGroupCommand,
  DeleteDBSubnetGroupCommand,
  ModifyDBParameterGroupCommand,
  ModifyDBSubnetGroupCommand,
} from "@aws-sdk/client-rds";
import { handler, type Place, physicalName, type ResourceHandler } from "./handler";

interface SubnetGroupInputs {
  readonly name?: string;
  readonly description?: string;
  readonly subnetIds: readonly string[];
}

interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly applyMethod?: "immediate" | "pending-reboot";
}

interface ParameterGroupInputs {
  readonly name?: string;
  readonly description?: string;
  readonly family: string;
  readonly parameters?: readonly Parameter[];
}

/** What Pulumi writes where the program says nothing. */
const DESCRIPTION = "Managed by Pulumi";

const arnOf = (kind: "subgrp" | "pg", name: string, { region, accountId }: Place) =>
  `arn:aws:rds:${region}:${accountId}:${kind}:${name}`;

const change = (name: string, parameters: readonly Parameter[]) =>
  new ModifyDBParameterGroupCommand({
    DBParameterGroupName: name,
    Parameters: parameters.map(({ name, value, applyMethod = "immediate" }) => ({
      ParameterName: name,
      ParameterValue: value,
      ApplyMethod: applyMethod,
    })),
  });

export const databaseGroups: readonly ResourceHandler[] = [
  handler<SubnetGroupInputs>({
    type: "aws:rds/subnetGroup:SubnetGroup",
    service: "rds",
    models: ["name", "description", "subnetIds[]"],
    ignores: { "tags.*": "Labels are for bills and people; nothing here reads them." },
    differences: ["It is stored; the real Postgres listens on its region's loopback address."],
    replacesOn: ["name"],
    *create(inputs, place) {
      const name = physicalName(inputs.name, place);
      yield new CreateDBSubnetGroupCommand({
        DBSubnetGroupName: name,
        DBSubnetGroupDescription: inputs.description ?? DESCRIPTION,
        SubnetIds: [...inputs.subnetIds],
      });
      return { id: name, outputs: { name, arn: arnOf("subgrp", name, place) } };
    },
    *update(id, inputs) {
      yield new ModifyDBSubnetGroupCommand({
        DBSubnetGroupName: id,
        DBSubnetGroupDescription: inputs.description ?? DESCRIPTION,
        SubnetIds: [...inputs.subnetIds],
      });
      return {};
    },
    *delete(id) {
      yield new DeleteDBSubnetGroupCommand({ DBSubnetGroupName: id });
    },
  }),

  handler<ParameterGroupInputs>({
    type: "aws:rds/parameterGroup:ParameterGroup",
    service: "rds",
    models: [
      "name",
      "description",
      "family",
      "parameters[].name",
      "parameters[].value",
      "parameters[].applyMethod",
    ],
    ignores: { "tags.*": "Labels are for bills and people; nothing here reads them." },
    differences: ["It is stored; the real Postgres is not told of it, and forces TLS all the same."],
    // A parameter that is no longer named keeps its value at RDS until it is reset; a new group has never had it.
    replacesOn: ["name", "description", "family"],
    *create(inputs, place) {
      const name = physicalName(inputs.name, place);
      yield new CreateDBParameterGroupCommand({
        DBParameterGroupName: name,
        DBParameterGroupFamily: inputs.family,
        Description: inputs.description ?? DESCRIPTION,
      });
      if (inputs.parameters?.length) yield change(name, inputs.parameters);
      return { id: name, outputs: { name, arn: arnOf("pg", name, place) } };
    },
    *update(id, inputs) {
      if (inputs.parameters?.length) yield change(id, inputs.parameters);
      return {};
    },
    *delete(id) {
      yield new DeleteDBParameterGroupCommand({ DBParameterGroupName: id });
    },
  }),
];
