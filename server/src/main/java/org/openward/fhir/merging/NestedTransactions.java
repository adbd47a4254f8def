package org.openward.fhir.merging;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Meta;
import org.jspecify.annotations.Nullable;

/** The store as HAPI's merge sees it: what it writes as a FHIR transaction becomes a part of the open one. */
class NestedTransactions extends DaoRegistry {
    private final DaoRegistry daos;
    private final IFhirSystemDao<Bundle, Meta> system;

    NestedTransactions(FhirContext context, DaoRegistry daos, IFhirSystemDao<Bundle, Meta> system) {
        super(context);
        this.daos = daos;
        this.system = nesting(system);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public IFhirSystemDao getSystemDao() {
        return system;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public IFhirResourceDao getResourceDao(String type) {
        return daos.getResourceDao(type);
    }

    @Override
    public <R extends IBaseResource> IFhirResourceDao<R> getResourceDao(Class<R> type) {
        return daos.getResourceDao(type);
    }

    @SuppressWarnings("unchecked")
    private static IFhirSystemDao<Bundle, Meta> nesting(IFhirSystemDao<Bundle, Meta> system) {
        return (IFhirSystemDao<Bundle, Meta>) Proxy.newProxyInstance(
                NestedTransactions.class.getClassLoader(),
                new Class<?>[] {IFhirSystemDao.class},
                (proxy, method, arguments) -> call(system, method, arguments));
    }

    private static @Nullable Object call(IFhirSystemDao<Bundle, Meta> system, Method method, Object[] arguments)
            throws Throwable {
        if (method.getName().equals("transaction") && arguments.length == 2 && arguments[1] instanceof IBaseBundle) {
            return system.transactionNested((RequestDetails) arguments[0], (Bundle) arguments[1]);
        }
        try {
            return method.invoke(system, arguments);
        } catch (InvocationTargetException failure) {
            throw Objects.requireNonNullElse(failure.getCause(), failure);
        }
    }
}
