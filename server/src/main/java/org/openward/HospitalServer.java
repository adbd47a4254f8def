package org.openward;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The OpenWard server: one process that a hospital starts with one command. */
@SpringBootApplication
public class HospitalServer {
    public static void main(String[] arguments) {
        SpringApplication.run(HospitalServer.class, arguments);
    }
}
