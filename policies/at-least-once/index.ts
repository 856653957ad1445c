import { PolicyPack } from "@pulumi/policy";
import { policiesOf } from "../pack";
import { rules } from "./rules";

new PolicyPack("at-least-once", { policies: policiesOf("at-least-once", rules) });
