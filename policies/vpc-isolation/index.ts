import { PolicyPack } from "@pulumi/policy";
import { policiesOf } from "../pack";
import { rules } from "./rules";

new PolicyPack("vpc-isolation", { policies: policiesOf("vpc-isolation", rules) });
